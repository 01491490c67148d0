import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import type { HandledReply, HandledRequest } from '../../exchange/ports/handlers.ts'
import { answerFile } from './answer-file.ts'
import type { Call } from './call.ts'
import { commandEnvironment } from './command-environment.ts'
import { codeOf, failed, refused } from './handler-fault.ts'
import type { HandedFile } from './handed-file.ts'
import type { CommandAnswerer } from './local-handler.ts'
import { endProcessGroup } from './process-group.ts'
import { SaidText } from './said-text.ts'

/** What a command is asked with. */
export interface CommandQuestion {
  /** The handler's name. */
  readonly name: string
  readonly by: CommandAnswerer
  readonly request: HandledRequest
  readonly file: HandedFile
}

interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** The exit code of a command that says no, in words on standard error. */
const refusal = 1

/**
 * Runs a command with a request's file on its standard input; its standard output is the answer, whole when it exits
 * with 0. Nothing of the request is in its arguments.
 */
export async function askByCommand(question: CommandQuestion, call: Call): Promise<HandledReply> {
  const { name, by, file } = question
  const running = watch(name, await start(question), call)
  void file.pour(running.child.stdin)
  const octets: AsyncIterator<Uint8Array> = running.child.stdout[Symbol.asyncIterator]()
  const whole = async (): Promise<void> => judge(name, await running.exit, running.said)
  // Read from the start on: what a process leaves in its pipe at its exit is thrown away where nobody reads.
  const first = await octets.next()
  if (first.done === true) await whole()
  call.signal.throwIfAborted()
  return {
    kind: 'answered',
    contentType: by.contentType,
    ...(by.fileName !== undefined && { fileName: by.fileName }),
    file: answerFile(call, { octets: beginningWith(first, octets), whole }),
  }
}

function start({ name, by, request }: CommandQuestion): Promise<ChildProcessWithoutNullStreams> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(failed(name, notStarted(codeOf(error)), error))
    try {
      const child = spawn(by.file, by.args, {
        env: commandEnvironment(request),
        // A group of its own, so that what it starts can be ended with it.
        detached: true,
        windowsHide: true,
      })
      child.once('spawn', () => resolve(child))
      child.once('error', fail)
    } catch (error) {
      fail(error)
    }
  })
}

interface Running {
  readonly child: ChildProcessWithoutNullStreams
  /** Resolves when it has exited and nobody holds its standard output any more. */
  readonly exit: Promise<Exit>
  /** The beginning of its standard error. */
  readonly said: SaidText
}

function watch(name: string, child: ChildProcessWithoutNullStreams, call: Call): Running {
  const said = new SaidText()
  let exited = false
  const exit = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      exited = true
      resolve({ code, signal })
    })
  })
  child.stderr.on('data', (octets: Uint8Array) => said.take(octets))
  // EPIPE: a command need not read its input. The stream closes, and that ends the file.
  child.stdin.on('error', () => child.stdin.destroy())
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('error', (error) => call.stop(failed(name, codeOf(error), error)))
  }
  call.defer(async () => {
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy()
    if (!exited && child.pid !== undefined) await endProcessGroup(child.pid)
  })
  return { child, exit, said }
}

function judge(name: string, { code, signal }: Exit, said: SaidText): void {
  if (code === 0) return
  if (code === refusal) throw refused(said.text())
  throw failed(name, `it ended with ${signal ?? String(code)}`)
}

/** An iterator with what was already taken from it. */
function beginningWith<T>(first: IteratorResult<T>, rest: AsyncIterator<T>): AsyncIterator<T> {
  let taken = false
  return {
    async next() {
      if (taken) return await rest.next()
      taken = true
      return first
    },
  }
}

function notStarted(code: string): string {
  return `the command could not be started (${code})`
}
