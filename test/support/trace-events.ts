/** One call to the kernel, as `strace -f -yy` shows it. */
export interface TraceEvent {
  readonly call: string
  readonly args: string
  readonly failed: boolean
  /** Where the line of its begin, and that of its end, start in the trace: smaller is earlier. */
  readonly start: number
  readonly end: number
}

interface Unfinished {
  readonly start: number
  readonly args: string
}

const whole = /^(\d+)\s+(\w+)\((.*)\)\s+= (-?\w+)/
const begun = /^(\d+)\s+(\w+)\((.*?)\s*<unfinished \.\.\.>$/
const resumed = /^(\d+)\s+<\.\.\. (\w+) resumed>(.*)\)\s+= (-?\w+)/

/** Reads a trace of several threads; calls that others interrupted are put together again. In order of begin. */
export function traceEvents(trace: string): readonly TraceEvent[] {
  const events: TraceEvent[] = []
  const unfinished = new Map<string, Unfinished>()
  let at = 0
  for (const line of trace.split('\n')) {
    const [, beginner = '', beginning = '', firstArgs = ''] = begun.exec(line) ?? []
    const [, ender = '', ending = '', lastArgs = '', endResult = ''] = resumed.exec(line) ?? []
    const [, , call = '', args = '', result = ''] = whole.exec(line) ?? []
    if (beginner !== '') unfinished.set(`${beginner} ${beginning}`, { start: at, args: firstArgs })
    else if (ender !== '') {
      const first = unfinished.get(`${ender} ${ending}`)
      unfinished.delete(`${ender} ${ending}`)
      if (first !== undefined) {
        events.push({
          call: ending,
          args: `${first.args}${lastArgs}`,
          failed: endResult === '-1',
          start: first.start,
          end: at,
        })
      }
    } else if (call !== '') events.push({ call, args, failed: result === '-1', start: at, end: at })
    at += line.length + 1
  }
  return events.toSorted((one, other) => one.start - other.start)
}

/** The file, folder or connection that the call's first argument, a descriptor, stands for. */
export function descriptorOf({ args }: TraceEvent): string {
  return /^\d+<((?:TCP|TCPv6|UNIX):\[[^\]]*\](?:,[^>]*)?|[^>]*)>/.exec(args)?.[1] ?? ''
}

/** The paths that the call names, in order. */
export function pathsOf({ args }: TraceEvent): readonly string[] {
  return [...args.matchAll(/"([^"]*)"/g)].map(([, path = '']) => path)
}
