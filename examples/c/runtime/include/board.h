/* Made by npm run board, from emulator/board.ts and the definitions in emulator/devices: change those. */
/* The board's devices for C programs in real mode, where a pointer is a physical address. See emulator/board.md. */
#ifndef BOARD_H
#define BOARD_H

#define REGISTER(address) (*(volatile unsigned int *)(address))

/* System. */
#define SYSTEM_EXIT REGISTER(0xf0000000)
#define SYSTEM_RAM REGISTER(0xf0000004)

/* Clock. */
#define CLOCK_SECONDS REGISTER(0xf0001000)
#define CLOCK_MICROSECONDS REGISTER(0xf0001004)

/* Console. */
#define CONSOLE_DATA REGISTER(0xf0002000)
#define CONSOLE_POSITION REGISTER(0xf0002004)
#define CONSOLE_ADDRESS REGISTER(0xf0002008)
#define CONSOLE_LENGTH REGISTER(0xf000200c)
#define CONSOLE_START REGISTER(0xf0002010)
#define CONSOLE_COMMAND REGISTER(0xf0002014)
#define CONSOLE_RESULT REGISTER(0xf0002018)
#define CONSOLE_INPUT REGISTER(0xf000201c)
#define CONSOLE_INPUT_POSITION REGISTER(0xf0002020)
#define CONSOLE_WRITE 1
/* Bytes one stream command may write. */
#define MAX_CONSOLE_WRITE 65536
/* What an INPUT read gives when there is no byte. */
#define INPUT_NONE (-1)
#define INPUT_END (-2)

/* Disk. */
#define DISK_SECTORS REGISTER(0xf0003000)
#define DISK_DONE REGISTER(0xf0003004)
#define DISK_SLOT_COUNT 8
#define SLOT_SECTOR(slot) REGISTER(0xf0003100 + 0x20 * (slot))
#define SLOT_COUNT(slot) REGISTER(0xf0003104 + 0x20 * (slot))
#define SLOT_ADDRESS(slot) REGISTER(0xf0003108 + 0x20 * (slot))
#define SLOT_COMMAND(slot) REGISTER(0xf000310c + 0x20 * (slot))
#define SLOT_RESULT(slot) REGISTER(0xf0003110 + 0x20 * (slot))
#define DISK_READ 1
#define DISK_WRITE 2
#define DISK_FLUSH 3
#define SECTOR_SIZE 512
/* Sectors one command may move. */
#define MAX_SECTORS 256

/* Actuator. */
#define ACTUATOR_POSITION REGISTER(0xf0004000)
#define ACTUATOR_SET REGISTER(0xf0004004)
#define ACTUATOR_MOVE REGISTER(0xf0004008)
#define ACTUATOR_RESULT REGISTER(0xf000400c)
#define ACTUATOR_MAX 4000

/* Bits of EIRR and EIEM. */
#define INTERVAL_TIMER_INTERRUPT 0x80000000u
#define CONSOLE_INTERRUPT 0x00800000u
#define DISK_INTERRUPT 0x00400000u
#define ACTUATOR_INTERRUPT 0x00200000u
/* Of all devices. */
#define DEVICE_INTERRUPTS 0x00e00000u

/* Values of a RESULT register. Uncertain: the operation may or may not have happened. */
#define RESULT_IDLE 0
#define RESULT_BUSY 1
#define RESULT_DONE 2
#define RESULT_ERROR 3
#define RESULT_UNCERTAIN 4

/* Ticks of the interval timer (CR16) in a second. */
#define TICKS_PER_SECOND 50000000

#endif
