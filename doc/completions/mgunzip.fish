# SPDX-License-Identifier: BSL-1.0
# Completion of mgunzip and mzcat for fish.

# Compressed files and directories.
function __mgunzip_operands
    set -l word (commandline -ct)
    string match -q -- '--*=*' $word; and return
    complete -C "'' $word" |
        string match -ri '(?:/|\.gz|\.tgz|\.taz|\.z|-gz|-z|_z)(?:\t.*)?$' -e
end

# It is read once for each of the two commands.
complete -c mgunzip -e
complete -c mzcat -e
complete -c mzcat -w mgunzip

complete -c mgunzip -f -a '(__mgunzip_operands)'
complete -c mgunzip -s a -l ascii -d 'Accepted for compatibility: no effect'
complete -c mgunzip -s c -l stdout -d 'Write to standard output, keep the input'
complete -c mgunzip -l to-stdout -d 'Write to standard output, keep the input'
complete -c mgunzip -s d -l decompress -d 'Decompress (default)'
complete -c mgunzip -l uncompress -d 'Decompress (default)'
complete -c mgunzip -s f -l force -d 'Overwrite files, accept links, read from a terminal'
complete -c mgunzip -s h -l help -d 'Show help'
complete -c mgunzip -s k -l keep -d 'Keep the input'
complete -c mgunzip -s l -l list -d 'List sizes and names, write no files'
complete -c mgunzip -s L -l license -d 'Show the license'
complete -c mgunzip -l max-output -x -d 'Stop at a file with more output'
complete -c mgunzip -s n -l no-name -d 'Do not restore the stored name and time (default)'
complete -c mgunzip -s N -l name -d 'Restore the name and the time stored in the file'
complete -c mgunzip -s o -l output -r -F -d 'Write to a file, keep the input'
complete -c mgunzip -l output-dir -x -a '(__fish_complete_directories)' -d 'Write to files in a directory, keep the inputs'
complete -c mgunzip -s q -l quiet -d 'Do not print warnings'
complete -c mgunzip -l silent -d 'Do not print warnings'
complete -c mgunzip -s r -l recursive -d 'Decompress all files in directories'
complete -c mgunzip -l rm -d 'Remove the input when its output is complete (default)'
complete -c mgunzip -s S -l suffix -x -d 'Accept input names with this suffix, too'
complete -c mgunzip -l sparse -d 'Make holes in new files in place of zeros'
complete -c mgunzip -l synchronous -d 'Write the output to the disk before removing the input'
complete -c mgunzip -s t -l test -d 'Check the input, write nothing'
complete -c mgunzip -s T -l threads -x -d 'Use at most this many threads'
complete -c mgunzip -s v -l verbose -d 'Report what was done with each file, and how'
complete -c mgunzip -s V -l version -d 'Show the version; with -v also the kernels'
complete -c mgunzip -s 1 -l fast -d 'Accepted for compatibility: no effect'
complete -c mgunzip -s 9 -l best -d 'Accepted for compatibility: no effect'
complete -c mgunzip -l bytes -x -d 'Only these bytes of the output: FROM+N, FROM+ or -N'
complete -c mgunzip -l lines -x -d 'Only these lines of the output'
complete -c mgunzip -l whole-lines -d 'With --bytes: the lines that begin there'
complete -c mgunzip -l index -a '(__fish_complete_path)' -d 'Write an index of the input, too'
complete -c mgunzip -l index-format -x -a 'bgzip gztool gzidx' -d 'The format of the index'
complete -c mgunzip -l index-spacing -x -d 'Output between its points'
complete -c mgunzip -l use-index -r -F -d 'The index of the input'
complete -c mgunzip -l count-lines -d 'Count lines, write no files'
complete -c mgunzip -l splits -x -d 'Divide the output of an indexed file for workers'
complete -c mgunzip -l io -x -a 'auto mmap write splice' -d 'How to write output'
complete -c mgunzip -l input -x -a 'auto mmap read' -d 'How to read input'
complete -c mgunzip -l stats -a json -d 'Report times, sizes and system calls at the end'
complete -c mgunzip -l progress -d 'Show progress even without a terminal'
complete -c mgunzip -l no-progress -d 'Never show progress'
