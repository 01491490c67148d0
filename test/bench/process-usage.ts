import { readFileSync, writeFileSync } from 'node:fs'
import { median } from './statistics.ts'

/** Milliseconds of one tick of /proc; Linux has shown it as 1/100 s to programs since its beginning. */
const tick = 10

/** Milliseconds of CPU that all threads of a process have used so far. */
interface CpuTime {
  readonly user: number
  readonly system: number
}

function cpuOf(pid: number): CpuTime {
  // Field 2, the name in parentheses, may hold anything: count from behind it.
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(/\) (?=[A-Za-z] )/)
  const fields = rest.split(' ')
  return { user: Number(fields[11]) * tick, system: Number(fields[12]) * tick }
}

/** Seconds of CPU that all threads of a process have used so far. */
export function cpuSecondsOf(pid: number): number {
  const { user, system } = cpuOf(pid)
  return (user + system) / 1000
}

/** Milliseconds that a core has been busy since the machine started, stolen time included. */
function busyOf(core: number): number {
  const line = readFileSync('/proc/stat', 'latin1').match(new RegExp(`^cpu${core} (.*)$`, 'm'))?.[1] ?? ''
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line
    .trim()
    .split(/ +/)
    .map(Number)
  return (user + nice + system + irq + softirq + steal) * tick
}

/** Octets of the most memory that a process has held at once since its start or since `forgetPeak`. */
export function peakMemoryOf(pid: number): number {
  return statusKiB(pid, 'VmHWM') * 1024
}

/** Octets of memory that a process holds now. */
export function memoryOf(pid: number): number {
  return statusKiB(pid, 'VmRSS') * 1024
}

/** Makes the kernel count the peak from here on (proc(5), clear_refs). */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

function statusKiB(pid: number, key: string): number {
  const found = readFileSync(`/proc/${pid}/status`, 'latin1').match(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm'))
  if (found === null) throw new Error(`/proc/${pid}/status has no ${key}`)
  return Number(found[1])
}

/** Who used the cores while something was measured; each a share of the time that passed. */
export interface Usage {
  readonly server: number
  /** What of `server` was spent in the kernel. */
  readonly serverSystem: number
  readonly generator: number
  /** The server's core, used by others than the server: noise. */
  readonly others: number
}

/** Begins to measure; the function returned ends it. */
export function measureUsage(server: number, serverCore: number): () => Usage {
  const begun = performance.now()
  const serverBegun = cpuOf(server)
  const coreBegun = busyOf(serverCore)
  const ownBegun = process.cpuUsage()
  return () => {
    const elapsed = performance.now() - begun
    const { user, system } = cpuOf(server)
    const inKernel = system - serverBegun.system
    const used = user - serverBegun.user + inKernel
    const own = process.cpuUsage(ownBegun)
    return {
      server: used / elapsed,
      serverSystem: inKernel / elapsed,
      generator: (own.user + own.system) / 1000 / elapsed,
      others: Math.max(0, (busyOf(serverCore) - coreBegun - used) / elapsed),
    }
  }
}

/** The middle of several rounds, each share by itself. */
export function medianUsage(rounds: readonly Usage[]): Usage {
  const of = (key: keyof Usage): number => median(rounds.map((usage) => usage[key]))
  return {
    server: of('server'),
    serverSystem: of('serverSystem'),
    generator: of('generator'),
    others: of('others'),
  }
}
