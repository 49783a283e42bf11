# SPDX-License-Identifier: BSL-1.0
# Completion of mgunzip and mzcat for bash; needs nothing but bash 4.

# _mgunzip_match WORDS: those that begin as the word to be completed does.
_mgunzip_match() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word")
}

# Compressed files and directories; if there are none, whatever there is, as a
# file may be compressed under any name.
_mgunzip_operands() {
    local name unquoted=${word#[\"\']}
    unquoted=${unquoted//\\/}
    mapfile -t COMPREPLY < <(
        compgen -d -- "$unquoted"
        compgen -f -- "$unquoted" | while IFS= read -r name; do
            case ${name,,} in
            *.gz | *.tgz | *.taz | *.z | *-gz | *-z | *_z)
                printf '%s\n' "$name"
                ;;
            esac
        done
    )
    compopt -o filenames -o default
}

_mgunzip() {
    local options='-a --ascii -c --stdout --to-stdout -d --decompress
        --uncompress -f --force -h --help -k --keep -l --list -L --license
        --max-output= -n --no-name -N --name -o --output= --output-dir= -q --quiet --silent -r --recursive
        --rm -S --suffix= --sparse --synchronous -t --test -T --threads= -v --verbose
        -V --version -1 --fast -9 --best --io= --input= --stats --stats=json
        --progress --no-progress --bytes= --lines= --whole-lines --index
        --index-format= --index-spacing= --use-index= --count-lines
        --splits='
    local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}
    COMPREPLY=()

    # Behind -- there are only operands.
    if [[ " ${COMP_WORDS[*]:1:COMP_CWORD-1} " == *' -- '* ]]; then
        _mgunzip_operands
        return
    fi
    # Readline takes --io=write apart at the '='.
    if [[ $word == = ]]; then
        option+='=' word=
    elif [[ $option == = ]]; then
        option=${COMP_WORDS[COMP_CWORD - 2]}=
    fi

    case $option in
    --io | --io=) _mgunzip_match 'auto mmap write splice' ;;
    --input | --input=) _mgunzip_match 'auto mmap read' ;;
    --stats=) _mgunzip_match json ;;
    --index-format | --index-format=) _mgunzip_match 'bgzip gztool gzidx' ;;
    -o | -[!-]*o | --output | --output= | --index= | --use-index | --use-index=)
        compopt -o filenames -o default ;;
    --output-dir | --output-dir=)
        mapfile -t COMPREPLY < <(compgen -d -- "$word")
        compopt -o filenames
        ;;
    -[ST] | -[!-]*[ST] | --suffix | --suffix= | --threads | --threads= | \
        --bytes | --bytes= | --lines | --lines= | --splits | --splits= | \
        --index-spacing | --index-spacing= | --max-output | --max-output=) ;;
    *)
        if [[ $word != -* ]]; then
            _mgunzip_operands
            return
        fi
        _mgunzip_match "$options"
        [[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace
        ;;
    esac
}

complete -F _mgunzip mgunzip mzcat
