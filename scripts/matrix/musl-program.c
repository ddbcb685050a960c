// Loads an addon into a process on musl, with stubs in the place of Node's functions. Prints one line for each thing that holds.

#include <dlfcn.h>
#include <stdio.h>

static void *symbol(void *addon, const char *name) {
  void *found = dlsym(addon, name);
  if (found) printf("exports %s\n", name);
  return found;
}

int main(int count, char **arguments) {
  if (count != 2) return 2;
  void *addon = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  if (!addon) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  printf("loads with every symbol\n");
  if (!symbol(addon, "napi_register_module_v1")) return 1;
  int (*version)(void) = (int (*)(void))symbol(addon, "node_api_module_get_api_version_v1");
  if (!version || version() != 8) return 1;
  printf("asks for Node-API 8\n");
  return 0;
}
