; Puts the vectors where there is no RAM.
        .level  1.1
        .text
_start: ldil    L%0x7fffe000,%r3
        mtctl   %r3,%cr14
        break   0,1
