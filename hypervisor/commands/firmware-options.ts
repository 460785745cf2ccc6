/** The flags of a guest that firmware starts: see image.ts. */
import { type Command, Option } from 'commander';

/** What starts a kernel. */
export interface FirmwareOptions {
  /** The firmware's name. */
  readonly firmware?: string;
  /** Path of the initial RAM disk. */
  readonly initrd?: string;
  /** Page zero has the mark of QEMU's firmware. */
  readonly idleMark?: true;
}

/** Adds the flags. */
export function describeFirmware(command: Command): Command {
  return command
    .addOption(new Option('--firmware <name>', "start the image as HP's firmware starts a kernel").choices(['pdc']))
    .option('--initrd <file>', 'with --firmware: initial RAM disk for the kernel')
    .option('--idle-mark', "with --firmware: the mark of QEMU's, with which an idle Linux rests");
}

/** What was given of them. Throws a CommanderError if they don't go together. */
export function firmwareOf(command: Command): FirmwareOptions {
  const { firmware, initrd, idleMark } = command.opts<FirmwareOptions>();
  const needy = initrd !== undefined ? '--initrd' : idleMark && '--idle-mark';
  if (firmware === undefined && needy) command.error(`error: option '${needy}' needs --firmware`);
  return { ...(firmware && { firmware }), ...(initrd && { initrd }), ...(idleMark && { idleMark }) };
}
