import { parseLdapUrl } from '../../adapters/directory/ldap/ldap-address.ts'
import type { Config } from '../config/config.ts'
import type { DirectorySettings } from '../config/directory-settings.ts'
import { openDirectory } from '../open-directory.ts'
import { type Check, fail, ok, type Outcome, outcome, warn } from './check.ts'
import { nameInDns } from './name-in-dns.ts'

/** A directory of the settings: whether its name is there, whether it answers, and what it says of the node's own actor. */
export function ownDirectory(config: Config, settings: DirectorySettings): Check {
  const { place } = settings
  const lookup = ownActor(config, settings)
  const host = place.kind === 'ldap' ? parseLdapUrl(place.url)?.host : undefined
  if (host === undefined) return lookup
  return nameInDns({
    check: 'directory-name',
    host,
    cure: {
      sv: 'Rätta katalogens url under directory i inställningarna, eller se över namnservern.',
      en: "Correct the directory's url under directory in the settings, or look over the name server.",
    },
    next: [lookup],
  })
}

function ownActor(config: Config, settings: DirectorySettings): Check {
  return {
    name: 'directory',
    cureWhenHung: {
      sv: 'Öppna brandväggen för utgående trafik till katalogen, eller fråga den som sköter den.',
      en: 'Open the firewall for outgoing traffic to the directory, or ask its operator.',
    },
    async run() {
      const ignored: string[] = []
      await using directory = await openDirectory({ ...config, directory: [settings] }, ({ dn, why }) =>
        ignored.push(`${dn}: ${why}`),
      )
      const [status] = await directory.status()
      const [answer] = await directory.actors([config.node.actor])
      if (status === undefined || answer === undefined) throw new Error('the directory gave no answer')
      return asOutcome(status.name, config.node.actor, answer, ignored)
    },
  }
}

type Answer = Awaited<ReturnType<Awaited<ReturnType<typeof openDirectory>>['actors']>>[number]

function asOutcome(name: string, actor: string, answer: Answer, ignored: readonly string[]): Outcome {
  switch (answer.kind) {
    case 'found':
      return outcome(
        ok({
          sv: `Katalogen ${name} svarar: ${actor} är ${answer.entry.name}.`,
          en: `The directory ${name} answers: ${actor} is ${answer.entry.name}.`,
        }),
      )
    case 'absent': {
      const because = ignored.length === 0 ? '' : ` (${ignored.join('; ')})`
      return outcome(
        warn(
          {
            sv: `Katalogen ${name} svarar, men ${actor} finns inte i den${because}.`,
            en: `The directory ${name} answers, but ${actor} is not in it${because}.`,
          },
          {
            sv: 'Be den som sköter katalogen lägga in aktören; andra hittar den inte annars.',
            en: 'Ask the operator of the directory to enter the actor; others do not find it otherwise.',
          },
        ),
      )
    }
    case 'unavailable': {
      const { words, cure } = answer.error
      return outcome(
        fail(
          words,
          cure ?? {
            sv: 'Se över adressen, lösenordet och brandväggen; kör den fortfarande inte, fråga den som sköter katalogen.',
            en: 'Look over the address, the password and the firewall; if it still does not answer, ask its operator.',
          },
        ),
      )
    }
  }
}
