/* Claims that end the run if they are wrong. Standard C. */
#undef assert
#ifdef NDEBUG
#define assert(claim) ((void)0)
#else
#include <machine.h>
#define ASSERT_LINE(line) #line
#define ASSERT_TEXT(line) ASSERT_LINE(line)
#define assert(claim) ((claim) ? (void)0 : panic(__FILE__ ":" ASSERT_TEXT(__LINE__) ": not true: " #claim))
#endif
