/* The board's devices for C programs in real mode, where a pointer is a physical address. Twin of emulator/board.ts. */
#ifndef BOARD_H
#define BOARD_H

#define REGISTER(address) (*(volatile unsigned int *)(address))

#define SYSTEM_RAM REGISTER(0xf0000004)
#define CLOCK_SECONDS REGISTER(0xf0001000)
#define CONSOLE_DATA REGISTER(0xf0002000)
#define DISK_SECTORS REGISTER(0xf0003000)

#endif
