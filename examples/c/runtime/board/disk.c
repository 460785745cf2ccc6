/* The disk, one command at a time, in the first of its slots. */
#include <board.h>
#include <disk.h>

#include "device.h"

enum { SLOT = 0 };

unsigned int disk_sectors(void)
{
    return DISK_SECTORS;
}

static int transfer(unsigned int code, unsigned int sector, unsigned int count, unsigned int address)
{
    while (count != 0) {
        unsigned int piece = count < MAX_SECTORS ? count : MAX_SECTORS;

        SLOT_SECTOR(SLOT) = sector;
        SLOT_COUNT(SLOT) = piece;
        SLOT_ADDRESS(SLOT) = address;
        if (device_perform(&SLOT_COMMAND(SLOT), code, &SLOT_RESULT(SLOT)) == RESULT_ERROR)
            return -1;
        sector += piece;
        count -= piece;
        address += piece * SECTOR_SIZE;
    }
    return 0;
}

int disk_read(unsigned int sector, unsigned int count, void *buffer)
{
    return transfer(DISK_READ, sector, count, (unsigned int)buffer);
}

int disk_write(unsigned int sector, unsigned int count, const void *buffer)
{
    return transfer(DISK_WRITE, sector, count, (unsigned int)buffer);
}

int disk_flush(void)
{
    return device_perform(&SLOT_COMMAND(SLOT), DISK_FLUSH, &SLOT_RESULT(SLOT)) == RESULT_ERROR ? -1 : 0;
}
