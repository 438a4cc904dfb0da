import { defineProblem } from '../../common/problem.js';

export class CommentNotFound extends defineProblem(404, 'comment-not-found', 'There is no such comment') {}
