// A program of sixteen gigabytes.
char bulk[16L << 30] = {1};
int main() { return bulk[5]; }
