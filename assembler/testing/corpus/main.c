/* Calls a part of every other file of the corpus and folds the results into an exit status. */
typedef unsigned long long u64;
struct complex { double re, im; };
struct large { int numbers[20]; char text[7]; double value; };
struct node { struct node *left, *right; int key; };

int rem_si(int, int), gcd(unsigned, unsigned), bits(unsigned), dense(int), sparse(int), apply(int), total(int, ...);
int ackermann(int, int), run(const unsigned char *), depth(const struct node *), call(int), count(void);
int many(int, int, int, int, int, int, int, int), weak_absent(void), text_sum(void), number_sum(void);
int mandelbrot(double, double), to_int(double), *place(int);
u64 power(u64, unsigned), div_ul(u64, u64), rem_ul(u64, u64);
unsigned reverse(unsigned), float_bits(float);
double newton(double), weigh(struct large), mixed(const char *, ...);
struct large fill(int);
struct node *insert(struct node *, struct node *);
void sort_si(int *, int);

static unsigned hash = 2166136261u;
static void note(int value) { hash = (hash ^ (unsigned)value) * 16777619u; }

int main(void)
{
    static const unsigned char code[] = { 1, 9, 1, 5, 2, 1, 3, 3, 0 };
    static struct node nodes[20], *tree;
    int list[] = { 5, -3, 99, 0, 12, 7, -100 };
    note(rem_si(-17, 5)); note(gcd(1071, 462)); note(bits(0xdeadbeef)); note((int)reverse(0x12345678));
    note((int)power(7, 19)); note((int)div_ul(power(3, 39), 1000007)); note((int)rem_ul(power(3, 39), 1000007));
    for (int i = -2; i < 16; i++) note(dense(i) + sparse(i));
    note(apply(5)); note(total(6, 1, 2, 3, 4, 5, 6)); note(ackermann(2, 3)); note(run(code));
    note(to_int(newton(2) * 1e6)); note(mandelbrot(-0.5, 0.6)); note(to_int(weigh(fill(6)) * 4));
    note(to_int(mixed("idlp", 3, 4.5, 5LL, "x") * 2)); note((int)float_bits(1.5f));
    for (int i = 0; i < 20; i++) { nodes[i].key = i * 7 % 20; tree = insert(tree, &nodes[i]); }
    note(depth(tree)); note(call(0)); note(call(1)); note(count()); note(count()); note(weak_absent());
    note(text_sum()); note(number_sum()); note(many(1, 2, 3, 4, 5, 6, 7, 8)); note(*place(1));
    sort_si(list, 7);
    for (int i = 0; i < 7; i++) note(list[i]);
    return (hash ^ hash >> 8 ^ hash >> 16 ^ hash >> 24) & 0xff;
}
