import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testAuthority } from './certificates.ts'
import { programPath } from './needs.ts'
import { until } from './until.ts'

/** A real OpenLDAP server on loopback, with the schema of deploy/ldap; disposing it stops it and removes its folder. */
export interface Slapd extends AsyncDisposable {
  readonly url: string
  readonly tlsUrl: string
  /** PEM of the CA that its certificate comes from. */
  readonly ca: string
  readonly root: { readonly dn: string; readonly password: string }
  start(): Promise<void>
  stop(): Promise<void>
  /** Stops the process where it is, and lets it go on: it answers nobody, and its connections stay. */
  freeze(): void
  thaw(): void
}

export interface SlapdOptions {
  /** What it holds from the start, as LDIF below `l=SHS`. */
  readonly ldif: string
  /** Lines of slapd.conf that say who may do what. */
  readonly access?: string
  /** Names in its certificate; loopback's unless told otherwise. */
  readonly hostNames?: readonly string[]
  /** Where ldap:// listens; a free port unless told otherwise. */
  readonly port?: number
  /** Entries that an answer may hold. */
  readonly sizeLimit?: number
}

const root = { dn: 'cn=root,l=SHS', password: 'root-of-tests' }

export async function startSlapd(options: SlapdOptions): Promise<Slapd> {
  const dir = await mkdtemp(join(tmpdir(), 'kvittens-slapd-'))
  const authority = await testAuthority()
  const program = await ownCopy(dir)
  await writeFiles(dir, options)
  load(program, dir)
  const [port, tlsPort] = [options.port ?? (await freePort()), await freePort()]
  const url = `ldap://127.0.0.1:${port}`
  const tlsUrl = `ldaps://127.0.0.1:${tlsPort}`
  let running: ChildProcess | undefined

  const start = async (): Promise<void> => {
    const child = spawn(program, ['-f', join(dir, 'slapd.conf'), '-h', `${url} ${tlsUrl}`, '-d', '0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let told = ''
    child.stderr.on('data', (data) => (told += String(data)))
    running = child
    await until('slapd answers', async () => {
      if (child.exitCode !== null) throw new Error(`slapd ended with ${child.exitCode}: ${told}`)
      return (await listens(port)) && (await listens(tlsPort)) ? true : undefined
    })
  }
  const stop = async (): Promise<void> => {
    const child = running
    running = undefined
    if (child === undefined || child.exitCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  await start()
  return {
    url,
    tlsUrl,
    ca: authority.certificatePem,
    root,
    start,
    stop,
    freeze() {
      if (running?.pid !== undefined) stopWhereItIs(running.pid)
    },
    thaw: () => void running?.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      await stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** The program copied: where AppArmor guards slapd, it does so by its path, and lets it into no temporary folder. */
async function ownCopy(dir: string): Promise<string> {
  const found = programPath()
    .split(delimiter)
    .map((folder) => join(folder, 'slapd'))
    .find((path) => existsSync(path))
  if (found === undefined) throw new Error('slapd is not on the search path')
  const copy = join(dir, 'slapd')
  await copyFile(found, copy)
  return copy
}

async function writeFiles(dir: string, options: SlapdOptions): Promise<void> {
  const { hostNames = ['localhost', '127.0.0.1'] } = options
  const authority = await testAuthority()
  const own = await authority.issue({
    organisationNumber: '2021000001',
    commonName: hostNames[0] ?? 'localhost',
    hostNames,
  })
  await mkdir(join(dir, 'data'))
  await writeFile(join(dir, 'ca.crt'), authority.certificatePem)
  await writeFile(join(dir, 'slapd.crt'), own.certificatePem)
  await writeFile(join(dir, 'slapd.key'), own.keyPem, { mode: 0o600 })
  await writeFile(join(dir, 'start.ldif'), options.ldif)
  await writeFile(join(dir, 'slapd.conf'), slapdConf(dir, options))
}

function slapdConf(dir: string, { access = '', sizeLimit = 500 }: SlapdOptions): string {
  const core = ['/etc/ldap/schema', '/etc/openldap/schema', '/opt/homebrew/etc/openldap/schema']
    .map((folder) => join(folder, 'core.schema'))
    .find((path) => existsSync(path))
  if (core === undefined) throw new Error('the core.schema of OpenLDAP is not in a folder that is known')
  // The ldif backend is in the program itself: no module, and so no path of modules, is needed.
  return `include ${core}
include ${fileURLToPath(new URL('../../deploy/ldap/shs.schema', import.meta.url))}
pidfile ${join(dir, 'slapd.pid')}
TLSCACertificateFile ${join(dir, 'ca.crt')}
TLSCertificateFile ${join(dir, 'slapd.crt')}
TLSCertificateKeyFile ${join(dir, 'slapd.key')}
sizelimit ${sizeLimit}
database ldif
suffix "l=SHS"
directory ${join(dir, 'data')}
rootdn "${root.dn}"
rootpw ${root.password}
access to attrs=userPassword by anonymous auth by * none
${access}
access to * by * read
`
}

function load(program: string, dir: string): void {
  const { status, stderr } = spawnSync(
    program,
    ['-T', 'add', '-f', join(dir, 'slapd.conf'), '-l', join(dir, 'start.ldif')],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`slapadd ended with ${status}: ${stderr}`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A signal comes after a while where the machine is busy: waits until every thread has stopped. */
function stopWhereItIs(pid: number): void {
  process.kill(pid, 'SIGSTOP')
  let stopped = false
  while (!stopped) stopped = isStopped(pid)
}

function isStopped(pid: number): boolean {
  if (!existsSync('/proc/self/task')) return true
  return readdirSync(`/proc/${pid}/task`).every((thread) =>
    / [Tt] /.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1').replace(/^.*\)/, '')),
  )
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
