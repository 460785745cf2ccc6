/** What a replica's process is started with: the replica, from its bundle. */
import { runBundle } from './bundle.ts';

runBundle(new URL('./local-replica.cjs', import.meta.url), 'hvrun');
