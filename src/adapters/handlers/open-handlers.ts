import type { HandledReply, HandledRequest, HandlerFailure, Handlers } from '../../exchange/ports/handlers.ts'
import { parseAddress, parseProductId } from '../../protocol/urn.ts'
import { Call } from './call.ts'
import { askByCommand } from './command-handler.ts'
import { HandedFile } from './handed-file.ts'
import { failed, HandlerFault } from './handler-fault.ts'
import { askByHttp } from './http-handler.ts'
import type { LocalHandler } from './local-handler.ts'
import { turns } from './turns.ts'

export interface HandlersOptions {
  /** Told of what went wrong in closing what a call opened, when no caller is left to be told. */
  readonly fault: (error: unknown) => void
  /** Told of each question that a handler could not answer: its caller is not told which handler, nor how it showed. */
  readonly unanswered: (handler: string, fault: HandlerFault) => void
}

/** The port over the handlers of the settings; disposing it ends what runs. */
export function openHandlers(
  handlers: readonly LocalHandler[],
  options: HandlersOptions,
): Handlers & AsyncDisposable {
  const open = new Map(
    handlers.map((handler) => [keyOf(handler.actor, handler.product), openHandler(handler, options)]),
  )
  const takesTest = new Set(
    handlers.filter(({ test }) => test).map(({ actor, product }) => keyOf(actor, product)),
  )
  return {
    has: (actor, product, status) => (status === 'test' ? takesTest : open).has(keyOf(actor, product)),
    async answer(request) {
      const handler = open.get(keyOf(request.to, request.product))
      if (handler === undefined) throw new Error(`no handler answers ${request.product}: has() tells of it`)
      return await handler.answer(request)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...open.values()].map((handler) => handler[Symbol.asyncDispose]()))
    },
  }
}

interface OpenHandler extends AsyncDisposable {
  answer(request: HandledRequest): Promise<HandledReply | HandlerFailure>
}

function openHandler(handler: LocalHandler, { fault, unanswered }: HandlersOptions): OpenHandler {
  const { name, timeout, concurrency } = handler
  const turn = turns(concurrency)
  const running = new Set<Call>()
  let closed = false

  const begin = (): Call => {
    const call = new Call({ name, patience: timeout, fault })
    running.add(call)
    call.defer(() => void running.delete(call))
    if (closed) call.stop(nodeStops(name))
    return call
  }

  return {
    async answer(request) {
      const call = begin()
      const file = new HandedFile(request, call)
      try {
        call.signal.throwIfAborted()
        await turn.take(call)
        const reply = await ask(handler, { request, file }, call)
        call.waiting()
        return reply
      } catch (error) {
        const reason = call.reasonFor(error)
        call.stop(reason)
        await call.end()
        if (!(reason instanceof HandlerFault)) throw reason
        if (reason.because !== 'refused') unanswered(name, reason)
        return asFailure(reason)
      }
    },
    async [Symbol.asyncDispose]() {
      closed = true
      const calls = [...running]
      for (const call of calls) call.stop(nodeStops(name))
      await Promise.all(calls.map((call) => call.end()))
    },
  }
}

function ask(
  { name, by }: LocalHandler,
  question: { readonly request: HandledRequest; readonly file: HandedFile },
  call: Call,
): Promise<HandledReply> {
  return by.kind === 'http'
    ? askByHttp({ name, by, ...question }, call)
    : askByCommand({ name, by, ...question }, call)
}

function asFailure({ because, words }: HandlerFault): HandlerFailure {
  return { kind: 'failed', because, words }
}

/** A handler answers for an actor, whichever of its mailboxes a request is addressed to. */
function keyOf(address: string, product: string): string {
  return `${parseAddress(address)?.actor ?? address} ${parseProductId(product) ?? product}`
}

function nodeStops(name: string): HandlerFault {
  return failed(name, 'the node is closing')
}
