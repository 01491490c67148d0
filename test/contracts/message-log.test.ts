import { messageLogContract } from './message-log.ts'
import { sqlitePlace } from './sqlite-place.ts'

messageLogContract('SQLite', sqlitePlace)
