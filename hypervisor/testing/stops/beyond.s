; Loads from where there is nothing.
        .level  1.1
        .text
_start: ldil    L%0x80000000,%r3
        ldw     0(%r3),%r4
        nop
