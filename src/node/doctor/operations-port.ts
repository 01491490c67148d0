import { request } from 'node:http'
import { json } from 'node:stream/consumers'
import type { Config } from '../config/config.ts'
import type { ListenAddress } from '../config/value-types.ts'
import { type Check, fail, ok, type Outcome, outcome, type Verdict } from './check.ts'
import { placeToCall, portVerdict, takenByAnother } from './port-verdict.ts'

/** The operations' port: free, or taken by the running node, which then tells how it is. */
export function operationsPort({ operations }: Config, nodeRuns: boolean): Check {
  const { listen } = operations
  return {
    name: 'operations-port',
    run: (signal) =>
      portVerdict({
        setting: 'operations.listen',
        listen,
        nodeRuns,
        whoAnswers: () => howItIs(placeToCall(listen), signal),
      }),
  }
}

async function howItIs(at: ListenAddress, signal: AbortSignal): Promise<Outcome> {
  const place = `operations.listen ${at.host}:${at.port}`
  const answer = await readiness(at, signal)
  if (!isReadiness(answer)) return outcome(takenByAnother(place, 'operations.listen'))
  if (answer.ready) {
    return outcome(
      ok({ sv: `${place} är nodens, som är redo.`, en: `${place} is the running node's, which is ready.` }),
    )
  }
  return outcome(
    notReady(
      place,
      answer.dependencies.filter(({ ok }) => !ok),
    ),
  )
}

/** What `/health/ready` says; undefined where it is no JSON, or nobody answers. */
function readiness({ host, port }: ListenAddress, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    const call = request({ host, port, path: '/health/ready', agent: false, signal }, (answer) => {
      json(answer).then(resolve, () => resolve(undefined))
    })
    call.on('error', () => resolve(undefined))
    call.end()
  })
}

interface Dependency {
  readonly name: string
  readonly ok: boolean
  readonly detail?: string
}

function isReadiness(
  value: unknown,
): value is { readonly ready: boolean; readonly dependencies: readonly Dependency[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'ready' in value &&
    typeof value.ready === 'boolean' &&
    'dependencies' in value &&
    Array.isArray(value.dependencies) &&
    value.dependencies.every(isDependency)
  )
}

function isDependency(value: unknown): value is Dependency {
  return typeof value === 'object' && value !== null && 'name' in value && 'ok' in value
}

function notReady(place: string, ill: readonly Dependency[]): Verdict {
  const what = ill.map(({ name, detail }) => (detail === undefined ? name : `${name} (${detail})`)).join(', ')
  return fail(
    {
      sv: `${place} är nodens, som inte är redo: ${what}.`,
      en: `${place} is the running node's, which is not ready: ${what}.`,
    },
    { sv: 'Nodens logg säger mer.', en: "The node's log says more." },
  )
}
