/* Structures by value and by reference, bit-fields, unions, lists and trees, alignment. */
struct point { short x, y; };
struct box { struct point from, to; };
struct flags { unsigned a : 1, b : 3, c : 12; int d : 5; unsigned e : 11; };
struct large { int numbers[20]; char text[7]; double value; };
struct packed { char c; int i; short s; } __attribute__((packed));
union word { unsigned u; float f; unsigned char bytes[4]; };
struct node { struct node *left, *right; int key; };

int area(struct box b) { return (b.to.x - b.from.x) * (b.to.y - b.from.y); }
struct box grow(struct box b, int n) { b.from.x -= n; b.from.y -= n; b.to.x += n; b.to.y += n; return b; }
struct flags set(struct flags f, int n) { f.a = n; f.b += n; f.c ^= n; f.d = -n; f.e = n * n; return f; }
int get(const struct flags *f) { return f->a + f->b * 2 + f->c * 3 + f->d * 5 + f->e * 7; }
struct large fill(int n) { struct large l = { { n, n + 1, n + 2 }, "text", n / 2.0 }; l.numbers[19] = n; return l; }
double weigh(struct large l) { double s = l.value; for (int i = 0; i < 20; i++) s += l.numbers[i]; return s + l.text[1]; }
int unpack(const struct packed *p) { return p->c + p->i + p->s; }
void pack(struct packed *p, int n) { p->c = n; p->i = n << 8; p->s = n * 3; }
unsigned float_bits(float f) { union word w; w.f = f; return w.u ^ w.bytes[0]; }
struct node *insert(struct node *tree, struct node *leaf)
{
    if (tree == 0) return leaf;
    if (leaf->key < tree->key) tree->left = insert(tree->left, leaf);
    else tree->right = insert(tree->right, leaf);
    return tree;
}
int depth(const struct node *tree)
{
    if (tree == 0) return 0;
    int left = depth(tree->left), right = depth(tree->right);
    return 1 + (left > right ? left : right);
}
void *copy(void *to, const void *from, unsigned n) { char *t = to; const char *f = from; while (n--) *t++ = *f++; return to; }
