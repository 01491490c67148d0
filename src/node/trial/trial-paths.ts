import { join } from 'node:path'

/** Where everything of a trial lies. */
export interface TrialPaths {
  readonly dir: string
  /** The settings of the agency's node, and its registry's files. */
  readonly config: string
  readonly registry: string
  readonly ca: string
  readonly agencyCertificate: string
  readonly agencyKey: string
  readonly employerCertificate: string
  readonly employerKey: string
  readonly sample: string
  /** The whole SHS message that holds the sample, ready for curl. */
  readonly message: string
  /** Another one, with a tx.id of its own, that nobody has sent yet. */
  readonly next: string
}

/** What there is besides where the employer has a node of its own, and the two find each other in a directory. */
export interface TwoNodePaths extends TrialPaths {
  readonly employerConfig: string
  readonly employerRegistry: string
  /** The sample in a message to somebody with whom nothing is agreed. */
  readonly refused: string
  /** A synchronous question whether the agency's node is there. */
  readonly ping: string
  /** An answer from the agency to the employer, that nobody has sent yet. */
  readonly reply: string
  readonly agencyLog: string
  readonly employerLog: string
}

export function trialPaths(dir: string): TrialPaths {
  return {
    dir,
    config: join(dir, 'agency', 'kvittens.yaml'),
    registry: join(dir, 'agency', 'registry'),
    ca: join(dir, 'ca.crt'),
    agencyCertificate: join(dir, 'agency', 'agency.crt'),
    agencyKey: join(dir, 'agency', 'agency.key'),
    employerCertificate: join(dir, 'employer', 'employer.crt'),
    employerKey: join(dir, 'employer', 'employer.key'),
    sample: join(dir, 'employer', 'sjukanmalan.txt'),
    message: join(dir, 'employer', 'message.shs'),
    next: join(dir, 'employer', 'next.shs'),
  }
}

export function twoNodePaths(dir: string): TwoNodePaths {
  return {
    ...trialPaths(dir),
    employerConfig: join(dir, 'employer', 'kvittens.yaml'),
    employerRegistry: join(dir, 'employer', 'registry'),
    refused: join(dir, 'employer', 'refused.shs'),
    ping: join(dir, 'employer', 'ping.shs'),
    reply: join(dir, 'agency', 'next.shs'),
    agencyLog: join(dir, 'agency', 'node.log'),
    employerLog: join(dir, 'employer', 'node.log'),
  }
}
