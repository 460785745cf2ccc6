/*
 * A ledger on the disk: each sector is an account, and money moves between them. However often a command ends uncertain, and
 * whoever dies meanwhile, the sum of all accounts stays what it was.
 *
 * The first run on a disk of zeros opens the accounts; later ones find them.
 */
#include <disk.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC 0x4c454447u /* LEDG */

enum { OPENING_BALANCE = 1000, MAX_ACCOUNTS = 64 };

union account {
    struct {
        unsigned int magic;
        int balance;
        unsigned int transfers;
    } page;
    char bytes[SECTOR_SIZE];
};

/* An error here can be no mistake of the disk's, which tells those as uncertain: the sector does not exist. */
static void check(int outcome)
{
    if (outcome != 0) {
        printf("the disk refused a command\n");
        exit(1);
    }
}

static void open_accounts(unsigned int accounts)
{
    union account account;

    for (unsigned int sector = 0; sector < accounts; sector++) {
        check(disk_read(sector, 1, &account));
        if (account.page.magic == MAGIC)
            continue;
        memset(&account, 0, sizeof account);
        account.page.magic = MAGIC;
        account.page.balance = OPENING_BALANCE;
        check(disk_write(sector, 1, &account));
    }
}

static void move_money(unsigned int from, unsigned int to, int amount)
{
    union account account;

    check(disk_read(from, 1, &account));
    account.page.balance -= amount;
    account.page.transfers++;
    check(disk_write(from, 1, &account));
    check(disk_read(to, 1, &account));
    account.page.balance += amount;
    account.page.transfers++;
    check(disk_write(to, 1, &account));
}

/* Reads all accounts with one command, and prints what they hold together. */
static void print_sum(unsigned int accounts)
{
    static union account all[MAX_ACCOUNTS];
    unsigned int transfers = 0;
    int sum = 0;

    check(disk_read(0, accounts, all));
    for (unsigned int i = 0; i < accounts; i++) {
        sum += all[i].page.balance;
        transfers += all[i].page.transfers;
    }
    printf("%u accounts, %u bookings, sum %d\n", accounts, transfers, sum);
}

/* The boot argument is the number of transfers (20 without one). */
int main(int argc, char **argv)
{
    int transfers = argc > 1 ? atoi(argv[1]) : 20;
    unsigned int accounts = disk_sectors() < MAX_ACCOUNTS ? disk_sectors() : MAX_ACCOUNTS;
    unsigned int state = 1;

    if (accounts < 2) {
        printf("a ledger needs a disk of at least two sectors: hvrun --disk FILE\n");
        return 1;
    }
    open_accounts(accounts);
    for (int i = 0; i < transfers; i++) {
        unsigned int from, to;

        state = state * 1664525u + 1013904223u;
        from = (state >> 24) % accounts;
        to = (from + 1 + (state >> 16 & 0xff) % (accounts - 1)) % accounts;
        move_money(from, to, (int)(state >> 8 & 0x3f));
        if ((i + 1) % 10 == 0)
            print_sum(accounts);
    }
    check(disk_flush());
    print_sum(accounts);
    return 0;
}
