/* An interpreter of bytecode, with a big switch: the program that it runs counts Collatz's steps. */
#include "guest.h"

enum operation { PUSH, LOAD, STORE, ADD, MULTIPLY, HALVE, AND, LESS, EQUAL, JUMP, JUMP_IF, JUMP_UNLESS, INCREMENT, SWAP, DROP, STOP };

/* Variables: 0 the number to begin with, 1 the present one, 2 the steps, 3 the bound. */
static const unsigned char program[] = {
    PUSH, 1,            /* 0: number = 1 */
    STORE, 0,
    LOAD, 0,            /* 4: while (number < bound) */
    LOAD, 3,
    LESS,
    JUMP_UNLESS, 54,
    LOAD, 0,            /* 11: present = number */
    STORE, 1,
    LOAD, 1,            /* 15: while (present != 1) */
    PUSH, 1,
    EQUAL,
    JUMP_IF, 50,
    INCREMENT, 2,       /* 22: steps++ */
    LOAD, 1,            /* 24: if (present & 1) */
    PUSH, 1,
    AND,
    JUMP_IF, 38,
    LOAD, 1,            /* 31: present /= 2 */
    HALVE,
    STORE, 1,
    JUMP, 15,
    LOAD, 1,            /* 38: else present = 3 * present + 1 */
    PUSH, 3,
    MULTIPLY,
    PUSH, 1,
    ADD,
    STORE, 1,
    JUMP, 15,
    INCREMENT, 0,       /* 50: number++ */
    JUMP, 4,
    STOP,               /* 54: end */
};

static unsigned int interpret(unsigned int *variables)
{
    unsigned int stack[16], *top = stack;

    for (const unsigned char *at = program;;) {
        switch ((enum operation)*at++) {
        case PUSH: *top++ = *at++; break;
        case LOAD: *top++ = variables[*at++]; break;
        case STORE: variables[*at++] = *--top; break;
        case ADD: top--; top[-1] += top[0]; break;
        case MULTIPLY: top--; top[-1] *= top[0]; break;
        case HALVE: top[-1] >>= 1; break;
        case AND: top--; top[-1] &= top[0]; break;
        case LESS: top--; top[-1] = top[-1] < top[0]; break;
        case EQUAL: top--; top[-1] = top[-1] == top[0]; break;
        case JUMP: at = program + *at; break;
        case JUMP_IF: at = *--top ? program + *at : at + 1; break;
        case JUMP_UNLESS: at = *--top ? at + 1 : program + *at; break;
        case INCREMENT: variables[*at++]++; break;
        case SWAP: { unsigned int moved = top[-1]; top[-1] = top[-2]; top[-2] = moved; break; }
        case DROP: top--; break;
        case STOP: return variables[2];
        }
    }
}

unsigned int compute(void)
{
    unsigned int variables[4] = {0, 0, 0, 60};

    return interpret(variables);
}
