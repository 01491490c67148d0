import { registryContract } from './registry.ts'
import { sqlitePlace } from './sqlite-place.ts'

registryContract('SQLite', sqlitePlace)
