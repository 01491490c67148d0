import { readFile } from 'node:fs/promises'
import { openX509Trust } from '../adapters/trust/x509-trust.ts'
import type { Trust } from '../exchange/ports/trust.ts'
import type { Config } from './config/config.ts'
import { placeOf, type Problem } from './config/problem.ts'
import { examine } from './doctor/examine.ts'
import { ownCertificate } from './doctor/own-certificate.ts'
import { readTrustAnchors } from './tls-files.ts'

/**
 * What keeps the node's own certificates from being believed: their days, their CA, their organisation. For settings in
 * which `checkConfig` found nothing.
 */
export async function certificateProblems(config: Config): Promise<Problem[]> {
  const trust = openX509Trust({ anchors: await readTrustAnchors(config) })
  const problems = await Promise.all(
    config.machines.certificates.map(({ certificate }, index) =>
      problemsOf(config, `machines.certificates[${index}].certificate`, certificate, trust),
    ),
  )
  return problems.flat()
}

async function problemsOf(config: Config, key: string, file: string, trust: Trust): Promise<Problem[]> {
  const pem = await readFile(file, 'utf8')
  const check = ownCertificate({ file, pem, actor: config.node.actor, trust })
  const place = placeOf(config, key)
  const problems: Problem[] = []
  for await (const verdict of examine([check], { signal: new AbortController().signal })) {
    if (verdict.status === 'fail') problems.push({ place, key, words: verdict.found, cure: verdict.cure })
  }
  return problems
}
