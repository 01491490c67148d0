import { createServer } from 'node:net'
import type { Words } from '../../protocol/words.ts'
import type { ListenAddress } from '../config/value-types.ts'
import { fail, ok, type Outcome, outcome, type Verdict, warn } from './check.ts'
import { codeOf } from '../code-of.ts'

/** A port of the settings, and who says whether what answers there is the node that runs. */
export interface Port {
  /** The setting's name. */
  readonly setting: string
  readonly listen: ListenAddress
  readonly nodeRuns: boolean
  readonly whoAnswers: () => Promise<Outcome>
}

/** A port that nobody has is for a node that does not run, and one that is taken for one that does. */
export async function portVerdict({ setting, listen, nodeRuns, whoAnswers }: Port): Promise<Outcome> {
  const place = `${setting} ${listen.host}:${listen.port}`
  if (listen.port === 0)
    return outcome(
      ok({
        sv: `${place}: en ledig port tas vid starten.`,
        en: `${place}: a free port is taken at the start.`,
      }),
    )
  const refused = await whyNotFree(listen)
  if (refused === undefined)
    return outcome(nodeRuns ? notThere(place) : ok({ sv: `${place} är ledig.`, en: `${place} is free.` }))
  if (refused !== 'EADDRINUSE') return outcome(cannotListen(place, setting, refused))
  return nodeRuns ? await whoAnswers() : outcome(takenByAnother(place, setting))
}

/** Where to call what listens on an address: "any of this machine's" is no place to call. */
export function placeToCall({ host, port }: ListenAddress): ListenAddress {
  const any: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }
  return { host: any[host] ?? host, port }
}

export function takenByAnother(place: string, setting: string): Verdict {
  const { platform } = process
  const command =
    platform === 'linux' ? 'ss -ltnp' : platform === 'win32' ? 'netstat -abn' : 'lsof -iTCP -sTCP:LISTEN'
  return fail(
    { sv: `${place}: ett annat program har porten.`, en: `${place}: another program has the port.` },
    {
      sv: `Stoppa det (${command} visar vilket), eller ange en annan port i ${setting}.`,
      en: `Stop it (${command} shows which), or give another port in ${setting}.`,
    },
  )
}

async function whyNotFree({ host, port }: ListenAddress): Promise<string | undefined> {
  await using server = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port, exclusive: true }, resolve)
    })
    return undefined
  } catch (error) {
    return codeOf(error)
  }
}

function notThere(place: string): Verdict {
  return warn(
    {
      sv: `${place}: noden är igång men lyssnar inte där.`,
      en: `${place}: the node runs but does not listen there.`,
    },
    restart,
  )
}

function cannotListen(place: string, setting: string, code: string): Verdict {
  return fail(
    { sv: `${place} går inte att lyssna på (${code}).`, en: `${place} cannot be listened on (${code}).` },
    code === 'EACCES'
      ? {
          sv: 'Portar under 1024 kräver en särskild rättighet (CAP_NET_BIND_SERVICE): ge noden den, eller ange en högre port.',
          en: 'Ports below 1024 take a right of their own (CAP_NET_BIND_SERVICE): give it to the node, or name a higher port.',
        }
      : {
          sv: `Ange en adress som maskinen har i ${setting}.`,
          en: `Give an address that this machine has in ${setting}.`,
        },
  )
}

const restart: Words = {
  sv: 'Har inställningarna ändrats sedan den startade: starta om den.',
  en: 'If the settings were changed since it started: restart it.',
}
