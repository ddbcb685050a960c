'use strict';

// Loaded first by an emulated Node: the kernel cannot start its own file, so its children start through the script.
process.execPath = process.env.ONCEONLY_MATRIX_NODE;
