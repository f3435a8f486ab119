#include <bitset>
#include <iostream>

int main() {
    int n;
    std::cin >> n;
    std::bitset<100001> reachable;
    reachable[0] = true;
    int total = 0;
    for (int i = 0; i < n; ++i) {
        int weight;
        std::cin >> weight;
        reachable |= reachable << weight;
        total += weight;
    }
    std::cout << (total % 2 == 0 && reachable[total / 2] ? "YES" : "NO") << '\n';
}
