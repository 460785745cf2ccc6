/* A walk along a list whose nodes are all over memory. */
#include "guest.h"

enum { NODES = 4096, WALKS = 16 };

struct node {
    struct node *next;
    unsigned int value;
};

unsigned int compute(void)
{
    static struct node nodes[NODES];
    unsigned int sum = 0;

    /* An odd step goes through all of them. */
    for (unsigned int i = 0; i < NODES; i++) {
        nodes[i].next = &nodes[(i + 1021) % NODES];
        nodes[i].value = i;
    }
    const struct node *node = nodes;
    for (int i = 0; i < NODES * WALKS; i++) {
        sum = (sum << 1 | sum >> 31) + node->value;
        node = node->next;
    }
    return sum;
}
