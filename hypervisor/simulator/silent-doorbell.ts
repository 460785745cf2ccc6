/** A doorbell for replicas that never wait: in a simulation they are called when there is something to do. */
import { Doorbell } from '../links/doorbell.ts';

export class SilentDoorbell extends Doorbell {
  override ring(): void {}

  override wait(): void {
    throw new Error('a simulated replica would wait for ever');
  }
}
