; Each handler needs another one: its first instruction is interrupted.
        .level  1.1
        .text
_start: ldil    L%vectors,%r3
        ldo     R%vectors(%r3),%r3
        mtctl   %r3,%cr14
        break   0,1
        .balign 4096
vectors:
        .rept   32
        break   0,2
        .space  28
        .endr
