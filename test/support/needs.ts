import { spawnSync } from 'node:child_process'
import { delimiter } from 'node:path'

/** A program of the system that suites use, the Debian package that brings it, and arguments that only say its version. */
const programs = [
  { program: 'curl', package: 'curl', version: '--version' },
  { program: 'openssl', package: 'openssl', version: 'version' },
  { program: 'strace', package: 'strace', version: '--version' },
  { program: 'slapd', package: 'slapd', version: '-VV' },
  { program: 'script', package: 'bsdutils', version: '--version' },
] as const

/** What a suite may need: a program, or the right to mount a small disk. */
export type Need = (typeof programs)[number]['program'] | 'small-disk'

/** What the person leaves out by name: `KVITTENS_TEST_WITHOUT=strace,small-disk`. */
export function leftOut(need: Need): boolean {
  return (process.env['KVITTENS_TEST_WITHOUT'] ?? '').split(',').includes(need)
}

/** The search path of programs, with the folders of servers, which the path of a plain user leaves out. */
export function programPath(): string {
  return [process.env['PATH'], '/usr/local/sbin', '/usr/sbin', '/usr/libexec'].join(delimiter)
}

function has(program: string, version: string): boolean {
  const env = { ...process.env, PATH: programPath() }
  return spawnSync(program, [version], { stdio: 'ignore', env }).error === undefined
}

/** Brings what the suites need: as root on Debian or Ubuntu through apt-get, elsewhere it names what to install. */
export function needs(): void {
  const missing = programs.filter(({ program, version }) => !leftOut(program) && !has(program, version))
  if (missing.length === 0) return
  const packages = missing.map((one) => one.package)
  if (process.getuid?.() === 0 && has('apt-get', '--version')) {
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit' })
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      stdio: 'inherit',
      // slapd's package asks for a password of the directory that it makes, which nobody needs here.
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
  for (const { program, version, package: name } of missing) {
    if (!has(program, version)) {
      console.error(
        `The tests need ${program}. Install it (on Debian: apt-get install ${name}), or leave its suites out with KVITTENS_TEST_WITHOUT=${program}.`,
      )
      process.exitCode = 1
    }
  }
}
