; Jumps out of RAM.
        .level  1.1
        .text
_start: ldil    L%0x40000000,%r3
        bv,n    %r0(%r3)
