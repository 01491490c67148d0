import { join } from 'node:path'

/** Where everything of a trial lies. */
export interface TrialPaths {
  readonly dir: string
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
