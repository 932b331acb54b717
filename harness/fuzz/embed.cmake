# Makes a C source of a text: cmake -D INPUT=FILE -D OUTPUT=FILE -D HEADER=FILE -D NAME=sluice_x -P embed.cmake
#
# Defines NAME_text and NAME_length.
file(READ "${INPUT}" hex HEX)
string(LENGTH "${hex}" digits)
math(EXPR length "${digits} / 2")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
string(REGEX REPLACE "(................................................................................)" "\\1\n" bytes "${bytes}")
file(
  WRITE "${OUTPUT}"
  "#include \"${HEADER}\"\n\nconst char ${NAME}_text[] = {\n${bytes}0};\nconst size_t ${NAME}_length = ${length};\n"
)
