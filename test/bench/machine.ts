import { closeSync, fdatasyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { realpath, statfs } from 'node:fs/promises'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { number } from './statistics.ts'

/** File systems that lie in memory: a sync costs nothing there, so no figure of them counts. */
const inMemory: Readonly<Record<number, string>> = { 0x01021994: 'tmpfs', 0x858458f6: 'ramfs' }

/** The file system that a folder lies on, as the kernel names it, with its source. */
export async function fileSystemOf(dir: string): Promise<string> {
  const path = await realpath(dir)
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, point = '\0']) => path === point || path.startsWith(point === '/' ? '/' : `${point}/`))
    .toSorted((one, other) => (other[1] ?? '').length - (one[1] ?? '').length)
  const [source = '?', point = '?', type = '?', options = ''] = mounts[0] ?? []
  return `${type} (${source} on ${point}, ${options})`
}

/** The kind of memory that a folder lies in, or undefined where it lies on a disk. */
export async function memoryKind(dir: string): Promise<string | undefined> {
  const { type } = await statfs(dir)
  return inMemory[type]
}

/** Octets that are free for a person where a folder lies. */
export async function freeBytes(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir)
  return bavail * bsize
}

/** What the figures were taken on. */
export function machineLines(): readonly string[] {
  const [cpu] = cpus()
  return [
    `Node ${process.version}, Linux ${release()}`,
    `${cpu?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, ${number(totalmem() / 2 ** 30, 0)} GiB`,
  ]
}

/** Bare syncs a second: 20 kB appended to a file and fdatasync, one after the other. */
export function syncsPerSecond(dir: string, milliseconds: number): number {
  const file = join(dir, 'fdatasync')
  const piece = Buffer.alloc(20_000, 'k')
  const descriptor = openSync(file, 'w')
  try {
    const begun = performance.now()
    let syncs = 0
    while (performance.now() - begun < milliseconds) {
      writeSync(descriptor, piece)
      fdatasyncSync(descriptor)
      syncs++
    }
    return (syncs * 1000) / (performance.now() - begun)
  } finally {
    closeSync(descriptor)
    rmSync(file)
  }
}
