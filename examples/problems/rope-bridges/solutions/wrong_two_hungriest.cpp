#include <iostream>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<int> lacking(n);
    for (int& count : lacking) std::cin >> count;
    std::vector<std::vector<bool>> joined(n, std::vector<bool>(n, false));
    while (true) {
        int best = 0, u = -1, v = -1;
        for (int i = 0; i < n; ++i) {
            for (int j = i + 1; j < n; ++j) {
                if (joined[i][j] || lacking[i] == 0 || lacking[j] == 0) continue;
                if (lacking[i] + lacking[j] > best) {
                    best = lacking[i] + lacking[j];
                    u = i;
                    v = j;
                }
            }
        }
        if (best == 0) break;
        joined[u][v] = true;
        --lacking[u];
        --lacking[v];
        std::cout << u + 1 << ' ' << v + 1 << '\n';
    }
}
