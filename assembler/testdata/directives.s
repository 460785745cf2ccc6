; Directives that GNU as has for every machine: the same bytes, checked in gas.conformance.ts.
	.data
	.float	1.5, -2, 0f3.25, 1e10, inf, -inf, nan, .5, 1e-45, 3
	.double	1.5, -1e300, 0
	.single	2.5
	.dc.s	1.25
	.dc.d	-0.1
	.dcb.s	2, 1.5
	.dcb.d	2, 1e3
	.octa	1, 0x0123456789abcdef0123456789abcdef, -1
	.dc.b	1, 2
	.dc.w	3
	.dc	4
	.dc.l	5
	.dc.a	6
	.dcb.b	3, 7
	.dcb.w	2, 8
	.dcb	2, 9
	.dcb.l	1, 10
	.ds.b	3
	.ds	1, 0x11
	.ds.w	1
	.ds.l	1, 0x22
	.ds.s	1
	.ds.d	1
	.ds.x	1
	.ds.p	1
	.sleb128 -5, 300, 63, 64, -64, -65, 0
	.uleb128 300, 127, 128, 0
	.string8 "ab"
	.string16 "ab"
	.string32 "c"
	.string64 "d"
	.ascii	"a" "b", "c"
	.equiv	five, 5
	.eqv	six, 6
	.lsym	seven, 7
eight	== 8
	.byte	five, six, seven, eight
	.balign	2, 0xee
	.balignw 8, 0x1234
	.byte	1, 2, 3, 4
	.balignl 16, 0x12345678
	.byte	1, 2
	.p2alignw 3, 0xabcd
	.byte	1
	.p2align 2,,2
	.byte	2
	.p2align 2,,2
	.byte	3
	.p2alignl 2
	.fill	2, 9, 1
	.fill	2
	.fill	2, 3, 0x010203
	.rep	2
	.byte	1
	.endr
	.irep	x, 1, 2
	.byte	\x
	.endr
	.irepc	x, 12
	.byte	\x
	.endr
	.ifeqs	"a", "a"
	.byte	0xa
	.endif
	.ifnes	"a", "a"
	.byte	0xb
	.endif
	.pushsection .rodata
	.byte	4
	.popsection
	.byte	5
	.origin	800
	.title	"a title"
	.sbttl	"a subtitle"
	.psize	60, 80
	.list
	.nolist
	.eject
	.line	5
	.linefile 5
	.text
	.nop
	.byte	1
	.p2align 2
