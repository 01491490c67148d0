import { X509Certificate } from 'node:crypto'
import { readCertificates } from '../tls-files.ts'
import type { Config } from '../config/config.ts'
import type { ListenAddress } from '../config/value-types.ts'
import { type Check, ok, type Outcome, outcome, warn } from './check.ts'
import { placeToCall, portVerdict } from './port-verdict.ts'
import { shakeHands } from './shake-hands.ts'

/** The machines' port: free, or taken by the running node, which is known by its certificate. */
export function machinesPort(config: Config, nodeRuns: boolean): Check {
  const { listen } = config.machines
  return {
    name: 'machines-port',
    run: (signal) =>
      portVerdict({
        setting: 'machines.listen',
        listen,
        nodeRuns,
        whoAnswers: () => whoseCertificate(config, placeToCall(listen), signal),
      }),
  }
}

async function whoseCertificate(config: Config, at: ListenAddress, signal: AbortSignal): Promise<Outcome> {
  const place = `machines.listen ${at.host}:${at.port}`
  const own = (await readCertificates(config)).map(
    (pair) => new X509Certificate(pair.certificate).fingerprint256,
  )
  const { chain } = await shakeHands(at, { signal })
  const [shown] = chain
  if (shown !== undefined && own.includes(shown.fingerprint256)) {
    return outcome(ok({ sv: `${place} är nodens, som är igång.`, en: `${place} is the running node's.` }))
  }
  return outcome(
    warn(
      {
        sv: `${place}: det som svarar visar ett annat certifikat än inställningarnas.`,
        en: `${place}: what answers shows another certificate than that of the settings.`,
      },
      {
        sv: `Är det noden och certifikatet nyss utbytt: starta om den. Annars har ett annat program porten.`,
        en: `If it is the node and the certificate was just replaced: restart it. Else another program has the port.`,
      },
    ),
  )
}
