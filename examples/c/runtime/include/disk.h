/* Sectors of the board's disk. All three wait until the command is finished, and give 0, or -1 for an error. */
#ifndef DISK_H
#define DISK_H

/* As in board.h. */
#define SECTOR_SIZE 512

/* The size of the disk in sectors; 0: there is none. */
unsigned int disk_sectors(void);

/* Any number of sectors from `sector` on, into or out of `buffer`. */
int disk_read(unsigned int sector, unsigned int count, void *buffer);
int disk_write(unsigned int sector, unsigned int count, const void *buffer);

/* Returns when everything written is safe from a loss of power. */
int disk_flush(void);

#endif
