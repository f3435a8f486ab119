// A program that names a loader that is not there: who is to blame when it cannot start?
const char path[] __attribute__((section(".interp"), used)) = "/no/such/loader";
int main() {}
