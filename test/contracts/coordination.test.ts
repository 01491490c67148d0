import { inProcessCoordination } from '../../src/adapters/coordination/in-process.ts'
import { coordinationContract } from './coordination.ts'

coordinationContract('in process', async () => inProcessCoordination())
