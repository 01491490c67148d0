import { SeededRandom } from '../kill/random.ts'
import { messageLogContract } from '../contracts/message-log.ts'
import { registryContract } from '../contracts/registry.ts'
import { healthyDisk } from './disk/disk-health.ts'
import { GroupCommit } from './disk/group-commit.ts'
import { simMessageLog, simRegistry, StoreDisk } from './disk/sim-store.ts'
import { pumpedScheduler } from './engine/pumped.ts'
import { Life } from './machine/life.ts'

/** A store of the simulator whose time passes by itself. Each opening is a process of its own, which is killed at its end. */
async function simPlace() {
  const pumped = pumpedScheduler()
  const disk = new StoreDisk()
  return {
    async open() {
      const life = new Life('process', pumped.scheduler, new SeededRandom(1))
      const group = new GroupCommit(life, disk.undo, healthyDisk(), new SeededRandom(2), () => {})
      return {
        messageLog: simMessageLog(disk, life, group),
        registry: simRegistry(disk, life, group),
        async [Symbol.asyncDispose]() {
          life.end()
          disk.undo.crash()
        },
      }
    },
    [Symbol.asyncDispose]: () => pumped[Symbol.asyncDispose](),
  }
}

messageLogContract('the simulated store', simPlace)
registryContract('the simulated store', simPlace)
