import type { Words } from '../protocol/words.ts'
import type { CommandFactory } from './command.ts'

/** A command as `--help` lists it; its module is loaded only when it is called. */
export interface CommandEntry {
  readonly name: string
  readonly summary: Words
  readonly load: () => Promise<CommandFactory>
}

/** Every command, in the order that a new user meets them. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'try',
    summary: { sv: 'hela systemet på den här maskinen', en: 'the whole system on this machine' },
    load: async () => (await import('./try.ts')).tryCommand,
  },
  {
    name: 'init',
    summary: { sv: 'en mapp för en ny nod', en: 'a folder for a new node' },
    load: async () => (await import('./init.ts')).initCommand,
  },
  {
    name: 'start',
    summary: { sv: 'kör noden', en: 'run the node' },
    load: async () => (await import('./start.ts')).startCommand,
  },
  {
    name: 'import',
    summary: { sv: 'in i registret från filer', en: 'into the registry from files' },
    load: async () => (await import('./import.ts')).importCommand,
  },
  {
    name: 'export',
    summary: { sv: 'ut ur registret till filer', en: 'out of the registry to files' },
    load: async () => (await import('./export.ts')).exportCommand,
  },
  {
    name: 'send',
    summary: { sv: 'sänd en fil', en: 'send a file' },
    load: async () => (await import('./send.ts')).sendCommand,
  },
  {
    name: 'request',
    summary: { sv: 'fråga med en fil, och få svaret', en: 'ask with a file, and get the reply' },
    load: async () => (await import('./request.ts')).requestCommand,
  },
  {
    name: 'list',
    summary: { sv: 'vad som väntar', en: 'what waits' },
    load: async () => (await import('./list.ts')).listCommand,
  },
  {
    name: 'fetch',
    summary: { sv: 'hämta det som väntar', en: 'fetch what waits' },
    load: async () => (await import('./fetch.ts')).fetchCommand,
  },
  {
    name: 'ack',
    summary: { sv: 'kvittera ett hämtat meddelande', en: 'acknowledge a fetched message' },
    load: async () => (await import('./ack.ts')).ackCommand,
  },
  {
    name: 'receipt',
    summary: { sv: 'kvittens och händelser för en fil', en: 'the receipt and the story of a file' },
    load: async () => (await import('./receipt.ts')).receiptCommand,
  },
  {
    name: 'message',
    summary: {
      sv: 'se, håll kvar, skicka om eller makulera ett meddelande',
      en: 'show, hold, resend or cancel a message',
    },
    load: async () => (await import('./message.ts')).messageCommand,
  },
  {
    name: 'may',
    summary: { sv: 'får det skickas, och om inte varför', en: 'may it be sent, and if not why' },
    load: async () => (await import('./may.ts')).mayCommand,
  },
  {
    name: 'agreement',
    summary: {
      sv: 'kom överens med en annan nod: föreslå, acceptera, avböj',
      en: 'come to an agreement with another node: propose, accept, refuse',
    },
    load: async () => (await import('./agreement.ts')).agreementCommand,
  },
  {
    name: 'directory',
    summary: { sv: 'den gemensamma katalogen', en: 'the shared directory' },
    load: async () => (await import('./directory.ts')).directoryCommand,
  },
  {
    name: 'doctor',
    summary: {
      sv: 'vad som är fel på maskinen, och vad som hjälper',
      en: 'what is wrong with this machine, and what helps',
    },
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  {
    name: 'config',
    summary: {
      sv: 'inställningarnas schema; granska en fil',
      en: 'the schema of the settings; check a file',
    },
    load: async () => (await import('./config.ts')).configCommand,
  },
]
