// The library's decorators need the metadata API before they load, so this is the one way in to it.
// oxlint-disable-next-line import/no-unassigned-import -- it puts the API on Reflect
import 'reflect-metadata'

export * from '@peculiar/x509'
