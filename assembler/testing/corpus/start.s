; The first instructions of the corpus on the bare board: a stack, the data pointer, the floating-point unit switched on
; (CCR), main, and its result as the exit status.

        .level  1.1
        .text
        .globl  _start
_start: .proc
        .callinfo frame=64,no_unwind
        .entry
        ldil    LR%$global$,%dp
        ldo     RR%$global$(%dp),%dp
        ldi     0xc0,%r1
        mtctl   %r1,%cr10
        ldil    LR%stack,%sp
        bl      main,%rp
        ldo     RR%stack+64(%sp),%sp
        ldil    L%0xf0000000,%r1
        stw     %ret0,0(%r1)
        b       .
        nop
        .exit
        .procend

        .bss
        .align  64
stack:  .space  65536
