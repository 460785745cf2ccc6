; Lets the disk interrupt, with an empty vector, and rests for it. Its command is wrong, too: there is no disk.
        .level  1.1
        .text
_start: ldil    L%0xf0003000,%r3
        ldi     3,%r4
        stw     %r4,0x10c(%r3)          ; COMMAND of slot 0: flush
        ldil    L%0x400000,%r5
        mtctl   %r5,%cr15
        or      %r10,%r10,%r10          ; rest until it is there
        ssm     1,%r0
        nop
