// Before the tests: what is bundled is as new as the sources, since some tests start it as a user would.
import { ensureBuilt } from '../build.mjs'

export const setup = () => ensureBuilt()
