/* Words in a hash table, with chains: some are new, most are known. */
#include "guest.h"
#include <string.h>

enum { WORDS = 512, BUCKETS = 256, LOOKUPS = 4096, LENGTH = 12 };

struct entry {
    struct entry *next;
    unsigned int count;
    char word[LENGTH];
};

static unsigned int hash(const char *word)
{
    unsigned int value = 2166136261u;

    for (; *word != '\0'; word++)
        value = (value ^ (unsigned char)*word) * 16777619u;
    return value;
}

static void make_word(char *word, unsigned int number)
{
    unsigned int length = 3 + number % 7;

    for (unsigned int i = 0; i < length; i++) {
        word[i] = (char)('a' + (number >> i) % 26);
        number = number * 5 + 1;
    }
    word[length] = '\0';
}

unsigned int compute(void)
{
    static struct entry entries[WORDS];
    static struct entry *buckets[BUCKETS];
    unsigned int state = 4, used = 0, sum = 0;

    memset(buckets, 0, sizeof buckets);
    for (int i = 0; i < LOOKUPS; i++) {
        char word[LENGTH];
        struct entry **place, *entry;

        make_word(word, next_random(&state) % WORDS);
        place = &buckets[hash(word) % BUCKETS];
        for (entry = *place; entry != NULL && strcmp(entry->word, word) != 0;)
            entry = entry->next;
        if (entry == NULL) {
            entry = &entries[used++];
            strcpy(entry->word, word);
            entry->count = 0;
            entry->next = *place;
            *place = entry;
        }
        entry->count++;
    }
    for (unsigned int i = 0; i < used; i++)
        sum = sum * 31 + entries[i].count;
    return sum;
}
