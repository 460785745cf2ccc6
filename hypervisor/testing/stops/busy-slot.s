; Two commands for the disk's slot 2, and no look at RESULT between them.
        .level  1.1
        .text
_start: ldil    L%0xf0003000,%r3
        ldo     0x140(%r3),%r5
        ldi     1,%r4
        ldil    L%0x20000,%r6
        stw     %r4,4(%r5)              ; COUNT
        stw     %r6,8(%r5)              ; ADDRESS
        ldi     2,%r4
        stw     %r4,0xc(%r5)            ; COMMAND: write
        stw     %r4,0xc(%r5)
        nop
