; A user program that switches interrupts off.
        .level  1.1
        .text
_start: ldil    L%user,%r3
        ldo     R%user+3(%r3),%r3
        bv,n    %r0(%r3)
user:   nop
        rsm     1,%r0
