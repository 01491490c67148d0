import { createPrivateKey, X509Certificate } from 'node:crypto'
import { access, constants, readFile, stat } from 'node:fs/promises'
import type { Words } from '../../protocol/words.ts'
import { certificatesInPem } from '../../adapters/trust/pem.ts'
import { codeOf } from '../code-of.ts'
import type { Config } from './config.ts'
import { directoryFaults } from './directory-faults.ts'
import type { DirectorySettings } from './directory-settings.ts'
import { handlerFaults } from './handler-faults.ts'
import type { HandlerSettings } from './handler-settings.ts'
import { placeOf, type Problem } from './problem.ts'
import { retentionFaults } from './retention-faults.ts'

/** Opens the files that the settings name: whether they are there, are what they should be, and fit together. */
export async function checkConfig(config: Config): Promise<Problem[]> {
  const { certificates, trust } = config.machines
  const checks = [
    ...certificates.map((pair, index) => checkPair(config, `machines.certificates[${index}]`, pair)),
    ...trust.map((entry, index) => checkCa(config, `machines.trust[${index}]`, entry.ca)),
    ...config.directory.map((entry, index) => checkDirectory(config, `directory[${index}]`, entry)),
    ...config.handlers.map((entry, index) => checkHandler(config, `handlers[${index}]`, entry)),
  ]
  return [...(await Promise.all(checks)).flat(), ...handlerFaults(config), ...retentionFaults(config)]
}

async function checkPair(
  config: Config,
  path: string,
  pair: { readonly key: string; readonly certificate: string },
): Promise<Problem[]> {
  const problems: Problem[] = []
  const keyPem = await open(config, `${path}.key`, pair.key, problems)
  const certificatePem = await open(config, `${path}.certificate`, pair.certificate, problems)
  const key = keyPem === undefined ? undefined : parsed(() => createPrivateKey(keyPem))
  const certificate = certificatePem === undefined ? undefined : firstCertificate(certificatePem)
  if (keyPem !== undefined && key === undefined) {
    problems.push(
      problem(config, `${path}.key`, notIn(pair.key, 'en privat nyckel', 'a private key'), pemCure),
    )
  }
  if (certificatePem !== undefined && certificate === undefined) {
    problems.push(
      problem(
        config,
        `${path}.certificate`,
        notIn(pair.certificate, 'ett certifikat', 'a certificate'),
        pemCure,
      ),
    )
  }
  if (key !== undefined && certificate !== undefined && !certificate.checkPrivateKey(key)) {
    problems.push(problem(config, `${path}.key`, notTogether(pair), otherKey))
  }
  return problems
}

async function checkCa(config: Config, path: string, file: string): Promise<Problem[]> {
  const problems: Problem[] = []
  // An entry that is a bare file name has its place under its own path.
  const key = config.places[`${path}.ca`] === undefined ? path : `${path}.ca`
  const pem = await open(config, key, file, problems)
  if (pem === undefined) return problems
  const certificates = certificatesInPem(pem).map((der) => parsed(() => new X509Certificate(der)))
  if (certificates.length === 0 || !certificates.every((one) => one?.ca === true)) {
    problems.push(
      problem(
        config,
        key,
        notIn(file, 'bara utfärdarcertifikat', 'CA certificates, and only those,'),
        pemCure,
      ),
    )
  }
  return problems
}

async function checkDirectory(
  config: Config,
  path: string,
  directory: DirectorySettings,
): Promise<Problem[]> {
  const { bindDn, passwordFile, ca, publish } = directory
  const problems = directoryFaults(directory).map(({ key, words, cure }) =>
    problem(config, `${path}.${key}`, words, cure),
  )
  if (passwordFile !== undefined && bindDn !== undefined) {
    await open(config, `${path}.passwordFile`, passwordFile, problems)
  }
  if (publish !== undefined) {
    await open(config, `${path}.publish.passwordFile`, publish.passwordFile, problems)
  }
  return [...problems, ...(ca === undefined ? [] : await checkCa(config, path, ca))]
}

async function checkHandler(
  config: Config,
  path: string,
  { ca, command }: HandlerSettings,
): Promise<Problem[]> {
  const problems = ca === undefined ? [] : await checkCa(config, path, ca)
  const program = command?.[0]
  if (program !== undefined && !(await isProgram(program))) {
    problems.push(problem(config, `${path}.command[0]`, noProgram(program), programCure))
  }
  return problems
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    // Why it can't be run, a missing file or right, is told by the cure.
    return false
  }
}

async function open(
  config: Config,
  key: string,
  file: string,
  problems: Problem[],
): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const code = codeOf(cause)
    problems.push(
      code === 'ENOENT'
        ? problem(config, key, missing(file), key.endsWith('.certificate') ? signedCure : missingCure)
        : problem(config, key, unreadable(file, code), fileCure),
    )
    return undefined
  }
}

function firstCertificate(pem: string): X509Certificate | undefined {
  const [der] = certificatesInPem(pem)
  return der === undefined ? undefined : parsed(() => new X509Certificate(der))
}

function parsed<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    // OpenSSL's reasons name its own routines; the problem names the file and what should be in it.
    return undefined
  }
}

function problem(config: Config, key: string, words: Words, cure: Words): Problem {
  return { place: placeOf(config, key), key, words, cure }
}

function unreadable(file: string, code: string): Words {
  return {
    sv: `Filen ${file} går inte att läsa (${code}).`,
    en: `The file ${file} cannot be read (${code}).`,
  }
}

function missing(file: string): Words {
  return { sv: `Filen ${file} saknas.`, en: `The file ${file} is missing.` }
}

function noProgram(file: string): Words {
  return { sv: `${file} är inget program som går att köra.`, en: `${file} is no program that can be run.` }
}

function notIn(file: string, sv: string, en: string): Words {
  return { sv: `Filen ${file} innehåller inte ${sv}.`, en: `The file ${file} does not hold ${en}.` }
}

function notTogether(pair: { readonly key: string; readonly certificate: string }): Words {
  return {
    sv: `Nyckeln ${pair.key} hör inte till certifikatet ${pair.certificate}.`,
    en: `The key ${pair.key} does not belong to the certificate ${pair.certificate}.`,
  }
}

const pemCure: Words = {
  sv: 'Ange en fil i PEM-format, utan lösenord.',
  en: 'Name a file in PEM, without a password.',
}
const fileCure: Words = {
  sv: 'Ange rätt fil, och låt nodens användare läsa den.',
  en: "Name the right file, and let the node's user read it.",
}
const missingCure: Words = {
  sv: 'Lägg filen där, eller ange rätt fil.',
  en: 'Put the file there, or name the right one.',
}
const signedCure: Words = {
  sv: 'Lägg certifikatet som utfärdaren har undertecknat där, eller ange rätt fil.',
  en: 'Put the certificate that the issuer has signed there, or name the right file.',
}
const programCure: Words = {
  sv: 'Ange sökvägen till en fil som nodens användare får köra; ingen PATH genomsöks.',
  en: "Give the path of a file that the node's user may execute; no PATH is searched.",
}
const otherKey: Words = {
  sv: 'Ange nyckeln som certifikatet beställdes med.',
  en: 'Name the key that the certificate was ordered with.',
}
